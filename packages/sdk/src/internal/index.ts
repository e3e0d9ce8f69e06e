/** For the platform only: no promise of stability is made for this entry point. @internal */
export * from './descriptor.ts';
