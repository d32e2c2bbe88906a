export { type RegistryOptions, type RunningRegistry, startRegistry } from './start-registry.ts'
