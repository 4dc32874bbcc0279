#include "allocations.h"

#include <cstdlib>
#include <new>

namespace attn::test {
std::atomic<int> n_allocations = 0;
}

void* operator new(std::size_t size) {
  ++attn::test::n_allocations;
  return std::malloc(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return operator new(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
