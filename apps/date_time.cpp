// Dates as mail headers spell them.

#include "apps/date_time.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <string_view>

namespace heloport::apps {
namespace {

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// RFC 5322, 3.3: hours and minutes east of Greenwich; UTC itself is +0000.
std::string offset(long seconds_east) {
  const long minutes = std::labs(seconds_east) / 60;
  return fmt::format("{}{:02}{:02}", seconds_east < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

std::string date_time(std::time_t moment) {
  std::tm local{};
  localtime_r(&moment, &local);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}",
                     days[static_cast<std::size_t>(local.tm_wday)], local.tm_mday,
                     months[static_cast<std::size_t>(local.tm_mon)], 1900 + local.tm_year,
                     local.tm_hour, local.tm_min, local.tm_sec, offset(local.tm_gmtoff));
}

}  // namespace heloport::apps
