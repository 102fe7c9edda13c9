// A load as a page: its figures, and plots that read without scripts.
#include "apps/load_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "apps/check_report.hpp"
#include "apps/load_plot.hpp"
#include "apps/markup.hpp"
#include "apps/page_head.hpp"

namespace heloport::apps {
namespace {

constexpr std::size_t bars_max = 60;

double seconds_of(LoadTime time) {
  return std::chrono::duration<double>(time).count();
}

// What a terminal spells in ASCII.
std::string in_micro_sign(std::string text) {
  constexpr std::string_view plain = " us";
  if (text.ends_with(plain)) text.replace(text.size() - 2, 1, "µ");
  return text;
}

std::string latency_of(std::uint64_t nanoseconds) {
  return in_micro_sign(latency_text(nanoseconds));
}

std::string latency_label(double nanoseconds) {
  std::string text = latency_of(static_cast<std::uint64_t>(std::llround(nanoseconds)));
  // Ticks are round: "2.00 ms" is "2 ms".
  if (const std::size_t at = text.find(".00"); at != std::string::npos) text.erase(at, 3);
  if (const std::size_t at = text.find(".0 "); at != std::string::npos) text.erase(at, 2);
  return text;
}

std::string seconds_label(double seconds) {
  return fmt::format("{:g} s", seconds);
}

std::string count_label(double count) {
  return number_text(static_cast<std::size_t>(std::llround(count)));
}

// Figures.

void write_figure(Markup& page, std::string_view name, const std::string& value,
                  const std::string& note) {
  page.open("article", {{"class", "card figure"}});
  page.leaf("h3", {}, name);
  page.leaf("b", {}, value);
  page.leaf("p", {{"class", "small"}}, note);
  page.close();
}

std::string per_message(const LoadResult& result, CpuTime cpu) {
  return fmt::format("{:.2f} µs", cpu_per_message(result, cpu));
}

void write_figures(Markup& page, const LoadResult& result) {
  const LatencyHistogram& latencies = result.record.latencies();
  page.open("section", {{"id", "figures"}});
  page.open("div", {{"class", "figures"}});
  write_figure(page, "Messages a second", rate_text(messages_per_second(result)),
               fmt::format("{} in {:.2f} s, over {} connections", number_text(latencies.count()),
                           seconds_of(result.record.elapsed()), number_text(result.connects)));
  write_figure(page, "Content a second", octets_text(octets_per_second(result)),
               fmt::format("{} octets a message", number_text(result.options.message_octets)));
  write_figure(page, "Half of all within", latency_of(latencies.percentile(50)),
               fmt::format("99 % within {}", latency_of(latencies.percentile(99))));
  write_figure(page, "The slowest", latency_of(latencies.max()),
               fmt::format("99.9 % within {}", latency_of(latencies.percentile(99.9))));
  if (result.server_cpu) {
    write_figure(page, "Server CPU a message", per_message(result, *result.server_cpu),
                 "user and system time");
  }
  write_figure(page, "Generator CPU a message", per_message(result, result.own_cpu),
               "user and system time");
  page.close();
  for (const LoadNote& note : notes_of(result)) {
    page.leaf("p", {{"class", "note"}}, fmt::format("{}: {}.", note.name, note.text));
  }
  page.close();
  page.line_end();
}

// Plots.

PlotAxis latency_axis(const LatencyHistogram& latencies) {
  const double low = static_cast<double>(std::max<std::uint64_t>(1, latencies.min()));
  const double high = static_cast<double>(latencies.max());
  return {low / 1.1, std::max(high, low) * 1.1, true, latency_label};
}

// Bars of equal width on the logarithmic axis. A part of the histogram is narrower than a bar, or
// where the latencies hardly differ, in the bar of its middle.
std::vector<PlotBar> bars_of(const LatencyHistogram& latencies, const PlotAxis& axis) {
  const double ratio = std::pow(axis.high / axis.low, 1.0 / bars_max);
  std::vector<PlotBar> bars(bars_max);
  for (std::size_t i = 0; i < bars_max; ++i) {
    bars[i].from = axis.low * std::pow(ratio, static_cast<double>(i));
    bars[i].to = bars[i].from * ratio;
  }
  for (const LatencyHistogram::Part& part : latencies.parts()) {
    const double middle = (static_cast<double>(part.low) + static_cast<double>(part.high)) / 2;
    const double place = axis.place(middle) * bars_max;
    bars[std::min(bars_max - 1, static_cast<std::size_t>(place))].height +=
        static_cast<double>(part.count);
  }
  return bars;
}

Plot histogram_of(const LatencyHistogram& latencies) {
  Plot plot;
  plot.across = latency_axis(latencies);
  plot.bars = bars_of(latencies, plot.across);
  double most = 1;
  for (const PlotBar& bar : plot.bars) most = std::max(most, bar.height);
  plot.up = {0, most, false, count_label};
  const auto percentile = [&](double percent) {
    return static_cast<double>(latencies.percentile(percent));
  };
  plot.marks = {{percentile(50), "p50"}, {percentile(99), "p99"}, {percentile(99.9), "p99.9"}};
  plot.description =
      fmt::format("Histogram of latencies: half within {}, 99 % within {}, all within {}",
                  latency_of(latencies.percentile(50)), latency_of(latencies.percentile(99)),
                  latency_of(latencies.max()));
  return plot;
}

double middle_of(const LoadRecord& record, std::size_t span) {
  return seconds_of(record.span_width()) * (static_cast<double>(span) + 0.5);
}

PlotAxis time_axis(const LoadRecord& record) {
  const double seconds = seconds_of(record.span_width());
  return {0, seconds * static_cast<double>(std::max<std::size_t>(1, record.spans().size())), false,
          seconds_label};
}

Plot latency_over_time(const LoadRecord& record) {
  Plot plot;
  plot.across = time_axis(record);
  plot.up = latency_axis(record.latencies());
  plot.lines = {{"max", {}}, {"p99", {}}, {"p50", {}}};
  for (std::size_t i = 0; i < record.spans().size(); ++i) {
    const LatencyHistogram& latencies = record.spans()[i].latencies;
    if (latencies.count() == 0) continue;
    const double at = middle_of(record, i);
    plot.lines[0].points.emplace_back(at, static_cast<double>(latencies.max()));
    plot.lines[1].points.emplace_back(at, static_cast<double>(latencies.percentile(99)));
    plot.lines[2].points.emplace_back(at, static_cast<double>(latencies.percentile(50)));
  }
  plot.description = "Latency over time: the slowest, the 99th percentile and the median";
  return plot;
}

Plot rate_over_time(const LoadRecord& record) {
  Plot plot;
  plot.across = time_axis(record);
  plot.lines = {{"rate", {}}};
  double most = 1;
  for (std::size_t i = 0; i < record.spans().size(); ++i) {
    const double rate =
        static_cast<double>(record.spans()[i].latencies.count()) / seconds_of(record.span_width());
    most = std::max(most, rate);
    plot.lines[0].points.emplace_back(middle_of(record, i), rate);
  }
  plot.up = {0, most, false, count_label};
  plot.description = "Messages a second over time";
  return plot;
}

void write_key(Markup& page, std::string_view key, std::string_view name) {
  page.open("li");
  page.leaf("i", {{"class", fmt::format("swatch {}", key)}, {"aria-hidden", "true"}}, "");
  page.text(name);
  page.close();
}

void write_plots(Markup& page, const LoadResult& result) {
  const LoadRecord& record = result.record;
  page.open("section", {{"id", "latency"}});
  page.leaf("h2", {}, "Latency");
  page.leaf("p", {{"class", "small"}},
            result.options.messages_per_second > 0
                ? "From the moment when a message was due to its last reply: what waited for a "
                  "free session has waited, too."
                : "From the first octet of a message to its last reply, in a closed loop: while "
                  "the server is slow, fewer messages are sent to it.");
  write_plot(page, histogram_of(record.latencies()));
  page.leaf("h2", {}, "Latency over time");
  page.open("ul", {{"class", "legend"}});
  write_key(page, "max", "the slowest");
  write_key(page, "p99", "99th percentile");
  write_key(page, "p50", "median");
  page.close();
  write_plot(page, latency_over_time(record));
  page.leaf("h2", {}, "Messages a second over time");
  write_plot(page, rate_over_time(record));
  page.close();
  page.line_end();
}

// Tables.

void write_percentiles(Markup& page, const LatencyHistogram& latencies) {
  page.open("table", {{"class", "ends"}});
  page.open("thead");
  page.open("tr");
  page.leaf("th", {{"scope", "col"}}, "Messages");
  page.leaf("th", {{"scope", "col"}}, "answered within");
  page.close();
  page.close();
  page.open("tbody");
  for (const double percent : {50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0}) {
    page.open("tr");
    page.leaf("th", {{"scope", "row"}}, fmt::format("{:g} %", percent));
    page.leaf("td", {}, latency_of(latencies.percentile(percent)));
    page.close();
  }
  page.close();
  page.close();
  page.line_end();
}

void write_facts(Markup& page, const LoadResult& result) {
  const auto fact = [&page](std::string_view name, std::string_view value, bool as_code) {
    page.leaf("dt", {}, name);
    page.leaf("dd", {{"class", as_code ? "code" : "prose"}}, value);
  };
  page.open("dl", {{"class", "facts"}});
  fact("Server", server_name(result.options), true);
  fact("Command", command_text(result.options), true);
  fact("Machine", result.machine, false);
  fact("Measured", result.date, false);
  page.close();
}

}  // namespace

std::string load_html_of(const LoadResult& result, std::string_view version) {
  const std::string title = fmt::format("Load on {}", server_name(result.options));
  Markup page("<!doctype html>\n");
  page.open("html", {{"lang", "en"}});
  write_page_head(page, fmt::format("{} · heloport load", title));
  page.open("body");
  page.open("header");
  page.leaf("p", {{"class", "eyebrow"}}, "heloport load");
  page.leaf("h1", {}, title);
  page.leaf("p", {{"class", "lead"}},
            fmt::format("{}. Every reply was verified.", workload_text(result.options)));
  page.close();
  page.line_end();
  page.open("main");
  write_figures(page, result);
  write_plots(page, result);
  page.open("section", {{"id", "table"}});
  page.leaf("h2", {}, "In figures");
  write_percentiles(page, result.record.latencies());
  write_facts(page, result);
  page.close();
  page.close();
  page.leaf("p", {{"class", "small"}}, fmt::format("Page written by {}.", version));
  page.close();
  page.close();
  page.line_end();
  return page.take();
}

}  // namespace heloport::apps
