import { JavaException } from '../errors/index.ts'

/** `java.lang.NumberFormatException`. */
export const numberFormatException = (message: string): JavaException =>
  new JavaException('java.lang.NumberFormatException', message)

export const illegalArgument = (message: string): JavaException =>
  new JavaException('java.lang.IllegalArgumentException', message)

export const nullPointer = (message: string): JavaException =>
  new JavaException('java.lang.NullPointerException', message)

export const indexOutOfBounds = (message: string): JavaException =>
  new JavaException('java.lang.IndexOutOfBoundsException', message)

export const classCast = (message: string): JavaException => new JavaException('java.lang.ClassCastException', message)

export const isNumberFormatException = (error: unknown): error is JavaException =>
  error instanceof JavaException && error.javaClass === 'java.lang.NumberFormatException'
