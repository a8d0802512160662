/** The version of this package; a test keeps it in step with package.json. A constant, so that `--version` reads no file. */
export const VERSION = '0.1.0'
