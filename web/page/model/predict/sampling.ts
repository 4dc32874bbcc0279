/** How the next token is drawn where the person has not chosen, and how fast one follows the other. */
import { plainSampling, type Sampling } from "../../state/model-state.ts";

/** A story may surprise; a translation should not. */
export const samplingFor = ({ encoderDecoder }: { encoderDecoder: boolean }): Sampling => ({
  ...plainSampling,
  temperature: encoderDecoder ? 0 : 1,
});

/** Browsers take some 20 changes of the address a second. */
export const pauseOf = (isFast: boolean): number => (isFast ? 60 : 400);
