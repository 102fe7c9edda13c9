#pragma once
// Plots as SVG, drawn in boxes that stretch with the page.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/markup.hpp"

namespace heloport::apps {

/// From the left or the bottom to the other end.
struct PlotAxis {
  double low = 0;
  double high = 1;
  bool logarithmic = false;                  // low over 0 then
  std::function<std::string(double)> label;  // of a tick

  /// 0 at `low`, 1 at `high`; what lies outside is put at the border.
  double place(double value) const;
  /// Round values between both ends: 1, 2 and 5 times a power of ten, as few as fit.
  std::vector<double> ticks() const;

 private:
  std::vector<double> ticks_of_decades() const;
  std::vector<double> ticks_of_steps() const;
};

/// Neighbouring values with a height each.
struct PlotBar {
  double from = 0;
  double to = 0;
  double height = 0;
};

/// Points joined by lines. `key` is a class of CSS and says which colour.
struct PlotLine {
  std::string_view key;
  std::vector<std::pair<double, double>> points;
};

/// A value on the horizontal axis that is pointed at.
struct PlotMark {
  double at = 0;
  std::string name;
};

struct Plot {
  std::string description;  // for who cannot see it
  PlotAxis across;
  PlotAxis up;
  std::vector<PlotBar> bars;
  std::vector<PlotLine> lines;
  std::vector<PlotMark> marks;
};

/// An element `svg`, class "plot", 720 units wide and 260 high, in a `div` that may scroll.
void write_plot(Markup& page, const Plot& plot);

}  // namespace heloport::apps
