/**
 * The plugins of the extension: one for each feature, so that each can be switched off by itself.
 */
import { analysisPlugin } from './analysis';
import { badgesPlugin } from './badges';
import { cardPlugin } from './card';
import { decoratePlugin } from './decorate';
import { measurePlugin } from './measure';

export default [analysisPlugin, measurePlugin, cardPlugin, decoratePlugin, badgesPlugin];
