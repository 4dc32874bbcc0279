#pragma once

#include "attn/status.h"

/// Returns from the function with the status of `call` unless it is kOk.
#define ATTN_TRY(call)                                          \
  do {                                                          \
    const ::attn::Status attn_status = (call);                  \
    if (attn_status != ::attn::Status::kOk) return attn_status; \
  } while (false)
