/** How the next token is drawn, and how fast one follows the other. Of this page only: a link has the tokens themselves. */
export interface Sampling {
  /** 0: the likeliest each time. */
  temperature: number;
  /** 0: all. */
  topK: number;
  topP: number;
  seed: number;
  isFast: boolean;
}

/** A story may surprise; a translation should not. */
export const samplingFor = ({ encoderDecoder }: { encoderDecoder: boolean }): Sampling => ({
  ...{ temperature: encoderDecoder ? 0 : 1, topK: 0, topP: 1, seed: 1, isFast: false },
});

/** Browsers take some 20 changes of the address a second. */
export const pauseOf = ({ isFast }: Sampling): number => (isFast ? 60 : 400);
