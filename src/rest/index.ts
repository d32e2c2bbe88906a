export { type Authenticator, openToEveryone } from './access.ts'
export { type RestContext, ROLES, type Role, type Route } from './route.ts'
export { routes } from './routes.ts'
export { type RestServer, type RestServerOptions, startRestServer } from './server.ts'
