#include <gtest/gtest.h>

#include <fstream>
#include <span>
#include <string>

#include "attn/play.h"
#include "hash.h"
#include "parity_cases.h"

// The same bits everywhere: this test runs natively, under sanitizers, with emulated lanes and in WebAssembly, and its
// sibling in TypeScript through the public API in Node and browsers. All compare with the one committed hash.

namespace attn {
namespace {

using test::Hash;

void add_trace(Hash& hash, Play& play, Trace name, int head, bool of_keys = false) {
  MatrixView<const float> values;
  ASSERT_EQ(play.trace(name, head, of_keys, values), Status::kOk);
  hash.add(values);
}

void add_run(Hash& hash, Play& play, bool cross) {
  add_trace(hash, play, Trace::kX, 0);
  if (cross) add_trace(hash, play, Trace::kX, 0, true);
  for (int head = 0; head < static_cast<int>(play.n_heads()); ++head) {
    add_trace(hash, play, Trace::kQ, head);
    add_trace(hash, play, Trace::kK, head);
    add_trace(hash, play, Trace::kV, head);
    ASSERT_EQ(play.attention(head), Status::kOk);
    hash.add(play.scores());
    hash.add(play.masked_scores());
    hash.add(play.weights());
    add_trace(hash, play, Trace::kContext, head);
    add_trace(hash, play, Trace::kOutput, head);
  }
}

std::string committed_hash() {
  std::ifstream file(ATTN_SOURCE_DIR "/tests/parity/hash.txt");
  std::string hash;
  file >> hash;
  return hash;
}

TEST(Parity, EveryCombinationHasTheCommittedBits) {
  parity::Words words;
  Play play;
  Hash hash;
  for (int i = 0; i < parity::kNCases; ++i) {
    const parity::Case c = parity::make_case(i);
    ASSERT_EQ(play.start(words.input(c), c.options), Status::kOk) << "case " << i;
    add_run(hash, play, c.cross);
    if (HasFatalFailure()) FAIL() << "case " << i;
  }
  ASSERT_TRUE(words.ready());
  EXPECT_EQ(hash.hex(), committed_hash());
}

}  // namespace
}  // namespace attn
