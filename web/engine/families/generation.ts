/** What config.json, or generation_config.json before it, says of how a text goes on. */
import type { Config } from "./config.ts";
import type { Facts } from "./family.ts";

/** @throws AttentionError `bad_model` */
export function withGeneration(facts: Facts, config: Config): Facts {
  if (facts.head !== "lm") return facts;
  const ends = config.ids("eos_token_id");
  // Of the sequences that must not come, those of one id; longer ones are not looked for.
  const never = [
    ...config.idLists("bad_words_ids").flatMap((ids) => (ids.length === 1 ? ids : [])),
    ...config.ids("suppress_tokens"),
  ];
  const isAnswer = facts.startId !== null;
  return {
    ...facts,
    ...(ends.length > 0 && { endIds: ends }),
    ...(never.length > 0 && { neverIds: [...new Set(never)] }),
    ...(isAnswer && config.has("decoder_start_token_id") && { startId: config.count("decoder_start_token_id", 0, 0) }),
    ...(isAnswer && config.has("forced_bos_token_id") && { firstId: config.count("forced_bos_token_id", 0, 0) }),
  };
}
