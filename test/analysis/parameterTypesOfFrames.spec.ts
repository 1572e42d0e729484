/**
 * What the report says of the parameter `x` of `f`, for arguments that come out of pandas. The types were recorded under
 * real TensorFlow and pandas (`npm run truth:types`).
 */
import { checkSamples, type ParameterSample } from './parameterSamples';

const HEAD = `import numpy as np
import pandas as pd
def f(x):
    return x
df = pd.DataFrame({'t': ['a b', 'c'] * 5, 'v': [1.0, 2.0] * 5, 'n': list(range(10))})
`;

const SAMPLES: readonly ParameterSample[] = [
  [
    'windows give a number for every row',
    "f(df['v'].rolling(3).mean().values)\nf(df['n'].ewm(span=3).mean().fillna(0).values)\nf(df[['v', 'n']].expanding().sum().values)",
    ['ndarray float64 (10,)', 'ndarray float64 (10, 2)']
  ],
  [
    'groups are reduced to a row each, or to a table where their names become a column',
    "f(df.groupby('t')['n'].sum().values)\nf(df.groupby('t', as_index=False)['n'].sum().values)",
    ['ndarray int64 (?,)', 'ndarray ? (?, ?)']
  ],
  [
    'groups and their rows',
    "for name, group in df.groupby('t'):\n    f(group['n'].values)",
    ['ndarray int64 (?,)']
  ],
  [
    'several functions give a column each',
    "f(df.groupby('t')['n'].agg(['sum', 'mean']).values)",
    ['ndarray ? (?, ?)']
  ],
  [
    'what moves in is missing, what is asked is a truth value',
    "f(df['n'].shift(1).values)\nf(df['n'].shift(1, fill_value=0).values)\nf(df['n'].isna().values)\nf(df['n'].rank().values)",
    ['ndarray float64 (10,)', 'ndarray ? (10,)', 'ndarray bool (10,)']
  ],
  [
    'the index of a table is set and reset',
    "f(df[['v', 'n']].set_index('n').values)\nf(df.set_index('t')['n'].reset_index(drop=True).values)",
    ['ndarray ? (10, 1)', 'ndarray int64 (10,)']
  ],
  [
    'functions are called for elements and rows, and make columns of their results',
    "f(df['n'].map(lambda n: n * 2).values)\nf(df.apply(lambda row: row['v'] * 0.5, axis=1).values)\nf(df.assign(w=df['v'] + 1)['w'].values)",
    ['ndarray int64 (10,)', 'ndarray float64 (10,)']
  ],
  [
    'a number for each column is a series, and bounds may make floating point numbers',
    "f(df[['v', 'n']].apply(np.mean).values)\nf(df['n'].clip(upper=2.5).values)\nf(df['n'].clip(2, 3).values)",
    ['ndarray ? (2,)', 'ndarray ? (10,)', 'ndarray int64 (10,)']
  ],
  [
    'the bytes of an array are seen as another dtype',
    "f(df['v'].values.view(np.int64))\nf(np.ones((3, 4)).view(np.float32))",
    ['ndarray int64 (10,)', 'ndarray float32 (3, ?)']
  ],
  [
    'vectors of texts are an array once they are asked for',
    `from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
f(CountVectorizer().fit_transform(df['t']).toarray())
words = TfidfVectorizer().fit(['one two', 'three'])
f(words.transform(['two', 'three', 'one']).toarray())`,
    ['ndarray int64 (10, ?)', 'ndarray float64 (3, ?)']
  ],
  [
    'some columns of a table of several types may be of one, and the type of the array that is asked for holds',
    `frame = pd.DataFrame({'a': [1, 2], 'b': [0.5, 1.5], 'c': ['x', 'y']})
f(frame.iloc[:, :2].values)
f(frame[['a', 'b']].to_numpy(dtype='float32'))`,
    ['ndarray float64 (2, 2)', 'ndarray float32 (2, 2)']
  ],
  [
    'rows, columns and elements are taken by label and by place',
    `frame = pd.DataFrame({'a': [1, 2, 3], 'b': [0.5, 1.5, 2.5], 'c': ['x', 'y', 'z']})
f(frame['a'][0])
f(frame.loc[1, 'b'])
f(frame['b'].astype('float32').iloc[-1])
f(frame.iloc[:2, -2].values)
f(frame.iloc[:, :-1].values)
f(frame.loc[frame['a'] > 1, 'a'].values)
f(frame.loc[:, ['b', 'a']].to_numpy())`,
    [
      'ndarray int64 ()',
      'ndarray float64 ()',
      'ndarray float32 ()',
      'ndarray float64 (2,)',
      'ndarray float64 (3, 2)',
      'ndarray int64 (?,)'
    ]
  ],
  [
    'sums count truth values and means keep the precision of floating point numbers',
    `frame = pd.DataFrame({'a': [1, 2], 'b': [0.5, 1.5]})
f(frame.isnull().sum().values)
f(frame['b'].astype('float32').mean())
f((frame['a'] > 1).mean())
f(frame['a'].value_counts().values)`,
    ['ndarray int64 (2,)', 'ndarray float32 ()', 'ndarray float64 ()', 'ndarray int64 (?,)']
  ],
  [
    'tables are laid one below the other and put into another order',
    `frame = pd.DataFrame({'a': [1, 2, 3], 'b': [0.5, 1.5, 2.5]})
f(pd.concat([frame, frame])['a'].values)
f(pd.concat([frame, frame.iloc[:1]]).values)
f(frame.sample(frac=1)['b'].values)
f(pd.factorize(frame['a'])[0])`,
    ['ndarray int64 (6,)', 'ndarray float64 (4, 2)', 'ndarray float64 (3,)', 'ndarray int64 (3,)']
  ],
  [
    'functions of elements give a series of a series, whose array has their type',
    `f(np.log1p(df['n']).values)
f(np.sqrt(df[['v']]).to_numpy())
f(np.log1p(df['v'].values))`,
    ['ndarray float64 (10,)', 'ndarray float64 (10, 1)']
  ]
];

const parameterOf = checkSamples(HEAD, SAMPLES);

test('texts, and lists of their words, are no tensors', () => {
  const parameter = parameterOf(
    "df['k'] = df['t'].map(str.upper)\ndef words(text):\n    return text.split()\nfor text in df['t']:\n    f(text)\ndf['t'].apply(words).apply(f)"
  );
  expect(parameter?.tensor).toBe(false);
});

test('a sparse matrix of SciPy is no tensor', () => {
  const parameter = parameterOf(
    "from sklearn.feature_extraction.text import CountVectorizer\nf(CountVectorizer().fit_transform(df['t']))"
  );
  expect(parameter?.tensor).toBe(false);
});

test('a row of a table is no tensor', () => {
  expect(parameterOf('df.apply(f, axis=1)')?.tensor).toBe(false);
});

test('a function of elements gives a series of a series, which is no tensor', () => {
  expect(parameterOf("f(np.log1p(df['n']))")?.tensor).toBe(false);
});
