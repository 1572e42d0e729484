/**
 * Asks the kernel what a measurement would run, before anything is run.
 */
import { KERNEL_SOURCES } from '../../measure/kernelSource.generated';
import type { Preparation } from '../../measure/answer';
import { askKernel } from '../../measure/measurement';
import type { MeasurementRequest } from '../../measure/request';
import type { FunctionPlace } from '../card/cardOpener';
import { KernelPort, kernelState } from './kernelPort';

/** What the kernel said, or why it said nothing, as the code of a sentence. */
export type PreparationAnswer =
  Preparation | { readonly kind: 'failed'; readonly code: string; readonly details: string };

/** Asks. Never rejects. */
export async function prepareMeasurement(
  place: FunctionPlace,
  request: MeasurementRequest
): Promise<PreparationAnswer> {
  const { sessionContext } = place.panel;
  switch (kernelState(sessionContext.session?.kernel)) {
    case 'none':
      return { kind: 'failed', code: 'no-kernel', details: '' };
    case 'dead':
      return { kind: 'failed', code: 'kernel-dead', details: '' };
    case 'starting':
      return { kind: 'failed', code: 'kernel-starting', details: '' };
    case 'idle':
    case 'busy':
      break;
  }
  const port = new KernelPort(sessionContext, () => undefined);
  const answer = await askKernel(port, KERNEL_SOURCES, request, 'prepare');
  switch (answer.kind) {
    case 'prepared':
      return answer;
    case 'lost':
      return { kind: 'failed', code: port.lossCode, details: '' };
    case 'failed':
      return { kind: 'failed', code: answer.message, details: answer.detail };
    case 'cancelled':
      return { kind: 'failed', code: 'cancelled', details: '' };
    default:
      return { kind: 'failed', code: 'no-answer', details: answer.kind };
  }
}
