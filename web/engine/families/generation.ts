/** What generation_config.json, or else config.json, says of how a text goes on. */
import type { Config } from "./config.ts";
import type { Facts } from "./family.ts";

/**
 * What the file leaves out of how a text begins and ends stays as it was; what must come or must not is as it says alone.
 * @throws AttentionError `bad_model`
 */
export function withGeneration(facts: Facts, config: Config): Facts {
  if (facts.head !== "lm") return facts;
  const said = config.ids("eos_token_id");
  const endIds = said.length > 0 ? said : facts.endIds;
  // Of the sequences that must not come, those of one id; longer ones are not looked for. A text may always end.
  const words = config.idLists("bad_words_ids").flatMap((ids) => (ids.length === 1 ? ids : []));
  const never = [...words.filter((id) => !endIds.includes(id)), ...config.ids("suppress_tokens")];
  const isAnswer = facts.startId !== null;
  return {
    ...facts,
    endIds,
    neverIds: [...new Set(never)],
    ...(isAnswer && config.has("decoder_start_token_id") && { startId: config.count("decoder_start_token_id", 0, 0) }),
    firstId: isAnswer && config.has("forced_bos_token_id") ? config.count("forced_bos_token_id", 0, 0) : null,
  };
}
