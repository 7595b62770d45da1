// Loaded before anything else and by whatever Node there is, so in words that old ones know.
'use strict'

var major = Number(process.versions.node.split('.')[0])
if (!(major >= 24)) {
  process.stderr.write(
    'Latchkey needs Node 24 or newer, and this is ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\n' +
      'Run "npm ci" in its folder, which brings one along, or install a newer Node.\n',
  )
  process.exit(1)
}

// What was compiled once is not compiled again: a third of the start. Beside the packages and not
// in the machine's common folder, where others could put what this process would then run.
require('node:module').enableCompileCache(
  require('node:path').join(__dirname, '../node_modules/.cache/latchkey'),
)
