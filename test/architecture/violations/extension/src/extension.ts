import '../../packages/cli/src/face.ts';
