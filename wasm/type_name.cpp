#include <cstring>

// Embind prints the address of a type that is used but not registered, and brings all of printf along for it, three
// kilobytes. Such a type fails at its first call, in the tests: any name will do.
extern "C" int siprintf(char* to, const char*, ...) {
  constexpr char kName[] = "a type that is not registered";
  std::memcpy(to, kName, sizeof kName);
  return sizeof kName - 1;
}
