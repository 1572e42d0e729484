/** Lint: the rules that the house style can state, and the direction of the layers. */
import jupyter from '@jupyter/eslint-plugin';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** Layers that a layer must not import. */
const FORBIDDEN = {
  analysis: ['notebook', 'refactor', 'measure', 'lab', 'plugins', 'cli', 'worker'],
  notebook: ['refactor', 'measure', 'lab', 'plugins', 'cli', 'worker'],
  refactor: ['measure', 'lab', 'plugins', 'cli', 'worker'],
  measure: ['analysis', 'notebook', 'refactor', 'lab', 'plugins', 'cli', 'worker'],
  worker: ['refactor', 'measure', 'lab', 'plugins', 'cli'],
  cli: ['measure', 'lab', 'plugins', 'worker']
};

/** Text reaches the page as text. */
const DOM_BY_TEXT = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML'].map(
  property => ({
    selector: `MemberExpression[property.name='${property}'], JSXAttribute[name.name='${property}']`,
    message: 'Text reaches the page by textContent or React only.'
  })
);

export default tseslint.config(
  {
    ignores: [
      'node_modules/**',
      '.venv/**',
      'lib/**',
      'build/**',
      'jupyterlab_hybridize/**',
      '.jupyter/**',
      '**/*.generated.ts'
    ]
  },
  ...tseslint.configs.recommended,
  regexp.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-namespace': 'off',
      curly: 'error',
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': ['error', ...DOM_BY_TEXT]
    }
  },
  {
    files: ['src/plugins/**/*.ts'],
    plugins: { jupyter },
    rules: {
      'jupyter/plugin-description': 'error',
      'jupyter/plugin-id-convention': 'off',
      'jupyter/no-untranslated-string': 'off'
    }
  },
  ...Object.entries(FORBIDDEN).map(([layer, others]) => ({
    files: [`src/${layer}/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: others.map(other => ({
            regex: `^(\\.\\./)+${other}(/|$)`,
            message: `${layer} must not import ${other}.`
          }))
        }
      ]
    }
  })),
  {
    files: ['**/*.mjs', '**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  }
);
