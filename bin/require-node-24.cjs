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
