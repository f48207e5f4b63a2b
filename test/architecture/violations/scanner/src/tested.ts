import './tested.test.ts';
