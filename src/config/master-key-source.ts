import path from 'node:path'

/** Where the key that seals every stored secret comes from. */
export type MasterKeySource =
  | Readonly<{ kind: 'value'; text: string }>
  /** `made`: a missing file is created at the first start. */
  | Readonly<{ kind: 'file'; file: string; made: boolean }>

type Given = Readonly<{ value: string | undefined; file: string | undefined }>

/** If neither is given, the key is in the data folder: beside SQLite's file, otherwise in ./data. */
export function masterKeySource({ value, file }: Given, database: string): MasterKeySource {
  if (value !== undefined) return { kind: 'value', text: value }
  if (file !== undefined) return { kind: 'file', file, made: false }
  return { kind: 'file', file: path.join(dataFolder(database), 'master.key'), made: true }
}

function dataFolder(database: string): string {
  const [file = ''] = database.startsWith('sqlite:') ? database.slice(7).split('?') : []
  return file === '' || file === ':memory:' ? 'data' : path.dirname(file)
}

/** 32 bytes in base64 or base64url, with or without padding. */
export function parseMasterKey(text: string): Uint8Array | undefined {
  if (!/^[\w+/-]{43}=?$/.test(text.trim())) return undefined
  return new Uint8Array(Buffer.from(text.trim(), 'base64url'))
}
