/**
 * All rule families by name.
 */
import { ARRAY_FAMILIES } from './arrays';
import { ATTENTION_FAMILIES } from './attention';
import { CONVOLUTION_FAMILIES } from './convolution';
import { CREATION_FAMILIES } from './creation';
import { DIAGONAL_FAMILIES } from './diagonals';
import { ELEMENTWISE_FAMILIES } from './elementwise';
import { GATHERING_FAMILIES } from './gathering';
import { IMAGE_FAMILIES } from './image';
import { JOINING_FAMILIES } from './joining';
import { LAYER_FAMILIES } from './layers';
import { LINEAR_FAMILIES } from './linear';
import { LOSS_FAMILIES } from './losses';
import { PARSING_FAMILIES } from './parsing';
import { RECURRENT_FAMILIES } from './recurrent';
import { REDUCTION_FAMILIES } from './reduction';
import { RESHAPING_FAMILIES } from './reshaping';
import type { RuleFamily } from './ruleCall';
import { SIGNAL_FAMILIES } from './signal';
import { SPARSE_FAMILIES } from './sparse';
import { SPECTRUM_FAMILIES } from './spectra';
import { STATISTICS_FAMILIES } from './statistics';

export const FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ...ARRAY_FAMILIES,
  ...ATTENTION_FAMILIES,
  ...CONVOLUTION_FAMILIES,
  ...CREATION_FAMILIES,
  ...DIAGONAL_FAMILIES,
  ...ELEMENTWISE_FAMILIES,
  ...GATHERING_FAMILIES,
  ...IMAGE_FAMILIES,
  ...JOINING_FAMILIES,
  ...LAYER_FAMILIES,
  ...LINEAR_FAMILIES,
  ...LOSS_FAMILIES,
  ...PARSING_FAMILIES,
  ...RECURRENT_FAMILIES,
  ...REDUCTION_FAMILIES,
  ...RESHAPING_FAMILIES,
  ...SIGNAL_FAMILIES,
  ...SPARSE_FAMILIES,
  ...SPECTRUM_FAMILIES,
  ...STATISTICS_FAMILIES
]);
