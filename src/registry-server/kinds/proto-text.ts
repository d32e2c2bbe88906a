import { fileFromDescriptor, type ProtoFile, parseProto } from '../../schemas/protobuf/index.ts'

/** A file from its text or from its descriptor in base64. Throws with the reason why the text is neither. */
export function readProtoText(text: string): ProtoFile {
  try {
    return parseProto(text)
  } catch (error) {
    if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) throw error
    try {
      return fileFromDescriptor(Buffer.from(text, 'base64'))
    } catch {
      throw error
    }
  }
}
