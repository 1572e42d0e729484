/**
 * The plugins of the extension: one for each feature, so that each can be switched off by itself.
 */
import { analysisPlugin } from './analysis';
import { badgesPlugin } from './badges';
import { cardPlugin } from './card';
import { decoratePlugin } from './decorate';

export default [analysisPlugin, cardPlugin, decoratePlugin, badgesPlugin];
