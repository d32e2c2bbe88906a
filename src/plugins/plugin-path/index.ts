export { type DiscoveredPlugins, discoverPlugins } from './discover-plugins.ts'
