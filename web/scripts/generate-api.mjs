// Writes src/api/schema.ts from the committed API document.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const source = new URL('../../api/openapi.json', import.meta.url)
const target = new URL('../src/api/schema.ts', import.meta.url)

/**
 * The server writes a referenced field that has a description as `allOf: [{$ref}, {description}]`. The generator would make an
 * intersection of it; the plain reference says the same.
 */
function flatten(node) {
  if (Array.isArray(node)) return node.map(flatten)
  if (typeof node !== 'object' || node === null) return node
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, flatten(value)]))
  const references = copy.allOf?.filter((part) => part.$ref)
  if (references?.length === 1) {
    const rest = Object.assign({}, ...copy.allOf.filter((part) => !part.$ref))
    delete copy.allOf
    if (rest.nullable || copy.nullable) return { oneOf: [references[0], { type: 'object', enum: [null], nullable: true }] }
    return references[0]
  }
  return copy
}

const document = flatten(JSON.parse(await readFile(source, 'utf8')))
const text = astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false, emptyObjectsUnknown: true }))
const header = '/* Written by `npm run generate` from api/openapi.json. Do not edit. */\n\n'
await writeFile(target, header + text)
