/* Draws the dashboard's charts from the figures the server wrote beside them; colours are the theme's own. */
(function () {
  "use strict";
  var live = [];

  function tokens() {
    var style = getComputedStyle(document.documentElement);
    return function (name) { return style.getPropertyValue("--" + name).trim(); };
  }

  function axis(colour, more) {
    var base = {
      axisLine: { lineStyle: { color: colour("line-2") } }, axisTick: { show: false },
      axisLabel: { color: colour("ink-3") }, splitLine: { lineStyle: { color: colour("line") } }
    };
    return Object.assign(base, more);
  }

  var draw = {
    trend: function (values, colour) {
      var looks = [{ width: 3, color: colour("brand") }, { width: 2, type: "dashed", color: colour("ink-3") }];
      return {
        grid: { left: 38, right: 14, top: 34, bottom: 26 },
        legend: { top: 4, right: 10, textStyle: { color: colour("ink-2") }, itemWidth: 16, itemHeight: 3, icon: "rect" },
        tooltip: { trigger: "axis", renderMode: "richText" },
        xAxis: axis(colour, { type: "category", data: values.days, boundaryGap: false }),
        yAxis: axis(colour, { type: "value", minInterval: 1, axisLine: { show: false } }),
        series: values.series.map(function (line, i) {
          return {
            name: line.name, type: "line", data: line.data, showSymbol: false, lineStyle: looks[i],
            itemStyle: { color: looks[i].color }, areaStyle: i ? undefined : { color: looks[i].color, opacity: 0.1 }
          };
        })
      };
    },
    kinds: function (values, colour) {
      return {
        color: ["heat", "brand", "ok", "vio", "bad", "amber", "info", "ink-3"].map(colour),
        tooltip: { renderMode: "richText" },
        legend: { bottom: 4, left: "center", textStyle: { color: colour("ink-2") }, itemWidth: 9, itemHeight: 9 },
        series: [{
          type: "pie", radius: ["46%", "68%"], center: ["50%", "42%"], itemStyle: { borderColor: colour("surface"), borderWidth: 2 },
          label: {
            show: true, position: "center", formatter: "{n|" + values.total + "}\n{t|" + values.label + "}",
            rich: { n: { fontSize: 22, fontWeight: 700, color: colour("ink") }, t: { color: colour("ink-3"), padding: [4, 0, 0, 0] } }
          },
          data: values.data.map(function (slice) { return { name: slice[0] + " " + slice[1], value: slice[1] }; })
        }]
      };
    },
    areas: function (values, colour) {
      return {
        grid: { left: 8, right: 40, top: 8, bottom: 10, containLabel: true },
        xAxis: axis(colour, { type: "value", show: false }),
        yAxis: axis(colour, { type: "category", inverse: true, data: values.names, axisLine: { show: false } }),
        series: [{
          type: "bar", barMaxWidth: 14, itemStyle: { color: colour("brand"), borderRadius: 4 },
          label: { show: true, position: "right", color: colour("ink"), fontWeight: 600 },
          data: values.data.map(function (n, i) { return i ? n : { value: n, itemStyle: { color: colour("heat") } }; })
        }]
      };
    }
  };

  function show() {
    live.forEach(function (chart) { chart.dispose(); });
    var colour = tokens();
    live = Array.prototype.map.call(document.querySelectorAll("[data-chart]"), function (box) {
      var chart = echarts.init(box, null, { renderer: "svg" });
      var option = draw[box.dataset.chart](JSON.parse(box.dataset.values), colour);
      option.animation = false;
      option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
      chart.setOption(option);
      return chart;
    });
  }

  show();
  document.addEventListener("htmx:after:swap", show);
  window.addEventListener("resize", function () { live.forEach(function (chart) { chart.resize(); }); });
  document.addEventListener("look-changed", show);
})();
