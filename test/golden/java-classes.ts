import { findAnyPlugin } from './plugins.ts'

/** Classes that a JVM with only Kafka's jars finds: the JDK's, Kafka's, and what is a plugin here. */
export function classExists(name: string): boolean {
  return isJdkClass(name) || findAnyPlugin(name)?.classes.includes(name) === true
}

const jdkPackages: Readonly<Record<string, readonly string[]>> = {
  'java.lang': [
    'Object',
    'String',
    'Integer',
    'Long',
    'Short',
    'Byte',
    'Double',
    'Float',
    'Boolean',
    'Math',
    'Thread',
    'Class',
    'Number',
    'Character',
    'Runnable',
    'System',
  ],
  'java.util': [
    'ArrayList',
    'HashMap',
    'List',
    'Map',
    'Set',
    'HashSet',
    'LinkedHashMap',
    'Date',
    'UUID',
    'Optional',
    'Collections',
  ],
}

function isJdkClass(name: string): boolean {
  const dot = name.lastIndexOf('.')
  return jdkPackages[name.slice(0, dot)]?.includes(name.slice(dot + 1)) ?? false
}
