/** What the page says of transformers, in English: a section per feature. */
export const model = {
  head: {
    name: "Head {layer}.{head}",
  },
};
