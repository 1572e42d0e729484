/**
 * The place and manner of a call. All sites are laid out alike: they are read at each call.
 */
import type { Call, Span } from '../syntax/tree';
import type { WrapperValue } from '../values/value';
import type { CallRoute } from './record';

/** How a call came about. */
export type CallSite = {
  readonly span: Span;
  readonly node: Call | null;
  readonly route: CallRoute;
  /** For a callback: the library function that calls back. */
  readonly api: string | null;
  readonly asGraph: boolean;
  /** What the parameters are when a graph with an `input_signature` is traced. */
  readonly signature: WrapperValue['signature'];
  readonly followedByPublished: boolean;
};

/** A site; what is not given is as for a call that the program itself makes. */
export function callSite(
  span: Span,
  node: Call | null,
  {
    route = 'call',
    api = null,
    asGraph = false,
    signature = null,
    followedByPublished = true
  }: Partial<CallSite> = {}
): CallSite {
  return { span, node, route, api, asGraph, signature, followedByPublished };
}

/** The same call in another manner. */
export function inManner(
  site: CallSite,
  part: Partial<Pick<CallSite, 'route' | 'asGraph' | 'signature' | 'followedByPublished'>>
): CallSite {
  return {
    span: site.span,
    node: site.node,
    route: part.route ?? site.route,
    api: site.api,
    asGraph: part.asGraph ?? site.asGraph,
    signature: part.signature === undefined ? site.signature : part.signature,
    followedByPublished: part.followedByPublished ?? site.followedByPublished
  };
}
