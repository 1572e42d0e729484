/**
 * Measuring a function eagerly and as a graph: the protocol, its course, and the figures.
 */
export * from './answer';
export * from './figures';
export * from './measurement';
export * from './request';
export { KERNEL_SOURCES } from './kernelSource.generated';
