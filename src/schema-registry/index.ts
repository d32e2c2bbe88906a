export { connectRegistry, type PortLike, serveRegistry } from './port-proxy.ts'
export { createRegistryPort } from './registry-client.ts'
export { EMBEDDED_REGISTRY, type RegistryKeys, registryConfig } from './registry-config.ts'
