/** Jest: specs in `test/`, compiled by swc; packages of JupyterLab are ES modules and are compiled too. */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/reproducible.ts'],
  testMatch: ['<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: [
    '<rootDir>/.venv/',
    '<rootDir>/lib/',
    '<rootDir>/build/',
    '<rootDir>/jupyterlab_hybridize/'
  ],
  transform: {
    '\\.(m?js|tsx?)$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true } },
        module: { type: 'commonjs' }
      }
    ]
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@jupyter|@jupyterlab|@lumino|@codemirror|@lezer|lib0|yjs|y-protocols|web-tree-sitter)/)'
  ]
};
