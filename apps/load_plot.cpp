// Plots as SVG, drawn in boxes that stretch with the page.
#include "apps/load_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace heloport::apps {
namespace {

// The field of the plot inside its box; labels stand left of it and below.
constexpr double box_width = 720;
constexpr double box_height = 260;
constexpr double left = 64;
constexpr double right = box_width - 12;
constexpr double top = 22;
constexpr double bottom = box_height - 24;

constexpr std::size_t ticks_max = 8;

std::string number(double value) {
  return fmt::format("{:.1f}", value);
}

double x_of(const Plot& plot, double value) {
  return left + (right - left) * plot.across.place(value);
}

double y_of(const Plot& plot, double value) {
  return bottom - (bottom - top) * plot.up.place(value);
}

void write_text(Markup& page, double x, double y, std::string_view anchor, std::string_view text) {
  page.leaf("text", {{"x", number(x)}, {"y", number(y)}, {"text-anchor", anchor}}, text);
}

void write_rule(Markup& page, std::string_view key, double x1, double y1, double x2, double y2) {
  page.empty("line", {{"class", key},
                      {"x1", number(x1)},
                      {"y1", number(y1)},
                      {"x2", number(x2)},
                      {"y2", number(y2)}});
}

void write_axes(Markup& page, const Plot& plot) {
  for (const double tick : plot.up.ticks()) {
    const double y = y_of(plot, tick);
    write_rule(page, "grid", left, y, right, y);
    write_text(page, left - 6, y + 4, "end", plot.up.label(tick));
  }
  write_rule(page, "axis", left, bottom, right, bottom);
  for (const double tick : plot.across.ticks()) {
    const double x = x_of(plot, tick);
    write_rule(page, "axis", x, bottom, x, bottom + 4);
    write_text(page, x, bottom + 17, "middle", plot.across.label(tick));
  }
}

void write_bars(Markup& page, const Plot& plot) {
  for (const PlotBar& bar : plot.bars) {
    if (bar.height <= 0) continue;
    const double x = x_of(plot, bar.from);
    const double y = y_of(plot, bar.height);
    // Never too narrow or too low to be seen.
    page.empty("rect", {{"class", "bars"},
                        {"x", number(x)},
                        {"y", number(std::min(y, bottom - 1))},
                        {"width", number(std::max(1.0, x_of(plot, bar.to) - x - 0.5))},
                        {"height", number(std::max(1.0, bottom - y))}});
  }
}

void write_lines(Markup& page, const Plot& plot) {
  for (const PlotLine& line : plot.lines) {
    std::string points;
    for (const auto& [across, up] : line.points) {
      points += fmt::format("{} {} ", number(x_of(plot, across)), number(y_of(plot, up)));
    }
    page.empty("polyline", {{"class", fmt::format("line {}", line.key)}, {"points", points}});
  }
}

// Names stand at the top; one that would cover the name before it is left to the table.
void write_marks(Markup& page, const Plot& plot) {
  constexpr double name_width = 42;
  double free_from = left;
  for (const PlotMark& mark : plot.marks) {
    const double x = x_of(plot, mark.at);
    write_rule(page, "mark-line", x, top, x, bottom);
    if (x < free_from) continue;
    write_text(page, x, top - 7, x > right - name_width ? "end" : "start", mark.name);
    free_from = x + name_width;
  }
}

}  // namespace

double PlotAxis::place(double value) const {
  const auto scale = [this](double of) { return logarithmic ? std::log10(of) : of; };
  if (logarithmic && value <= low) return 0;
  const double width = scale(high) - scale(low);
  return width > 0 ? std::clamp((scale(value) - scale(low)) / width, 0.0, 1.0) : 0;
}

std::vector<double> PlotAxis::ticks() const {
  return logarithmic ? ticks_of_decades() : ticks_of_steps();
}

// What each decade shows: the most that stays few.
std::vector<double> PlotAxis::ticks_of_decades() const {
  static constexpr std::array<std::array<double, 3>, 3> decades{{{1, 2, 5}, {1, 3, 0}, {1, 0, 0}}};
  std::vector<double> ticks;
  for (const auto& decade : decades) {
    ticks.clear();
    for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10) {
      for (const double digit : decade) {
        const double tick = digit * power;
        if (digit > 0 && tick >= low && tick <= high) ticks.push_back(tick);
      }
    }
    if (ticks.size() <= ticks_max) break;
  }
  return ticks;
}

// The finest step that leaves few.
std::vector<double> PlotAxis::ticks_of_steps() const {
  std::vector<double> ticks;
  const double rough = (high - low) / static_cast<double>(ticks_max);
  if (!(rough > 0)) return {low};
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double digit : {5.0, 2.0, 1.0}) {
    if (digit * power >= rough) step = digit * power;
  }
  const double first = std::ceil(low / step);
  for (double i = first; i * step <= high * (1 + 1e-9); ++i) ticks.push_back(i * step);
  return ticks;
}

void write_plot(Markup& page, const Plot& plot) {
  page.open("div", {{"class", "plot-room"}});
  page.open("svg", {{"class", "plot"},
                    {"viewBox", fmt::format("0 0 {} {}", box_width, box_height)},
                    {"role", "img"},
                    {"aria-label", plot.description}});
  write_axes(page, plot);
  write_bars(page, plot);
  write_lines(page, plot);
  write_marks(page, plot);
  page.close();
  page.close();
  page.line_end();
}

}  // namespace heloport::apps
