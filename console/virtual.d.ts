/** The colours, handed over by tools/build-console.ts from the pages' own sheet. */
declare module 'virtual:tokens.css'
