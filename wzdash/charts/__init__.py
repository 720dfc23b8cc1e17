"""Charts: DataFrame in, plotly Figure or pydeck Deck out. Pure; colours and fonts only in theme.py.

Every function takes column names, `net` ("ground", "sky", "line" or "": grey) and `kind` (values.KINDS: how
values read). An empty frame gives a figure that says 没有数据. A click brings the row's key as customdata[0].

    line.trend(frame, x, y, *, series, compare, n, low, high, target, events, net, kind, name, compare_name,
        highlight)                     lines over time; one row per instant (and series)
    line.years(frame, x, y, *, n, net, kind)                same-period lines; one row per month or day
    multiples.small_multiples(frame, x, y, panel, *, n, net, kind, columns)      one row per instant and panel
    bars.bars(frame, label, value, *, n, low, high, key, net, kind, highlight, reference, reference_name, top,
        sort, signed)                  sorted bars; one row per name
    funnel.stages(frame, stage, count, *, share, median, p90, median_kind, key, highlight, net)
                                   one row per stage
    heatmap.heatmap(frame, row, column, value, *, n, rows, columns, row_key, column_key, net, kind, diverging,
        labels)                        one row per row and column name
    heatmap.label_only(fig, marked)                 that heatmap with labels only where `marked` is true
    heatmap.hour_weekday(frame, hour, day_of_week, value, *, n, net, kind)  one row per hour and weekday
    calendar.calendar(frame, date, value, *, n, net, kind)   one row per day
    ranking.forest(frame, label, value, low, high, *, n, limits, key, net, kind, reference, reference_name,
        highlight, sort, interval_name)    dots with intervals and chance limits; one row per name
    ranking.funnel_plot(frame, label, value, total, limits, *, target, key, net, kind)      one row per name
    survival.survival(curves, *, net, kind, limit, limit_name, longest)     {name: one row per time}
    histogram.histogram(frame, value, *, weight, width, mark, mark_name, expected, shade, net, kind)
    effect.counterfactual(frame, *, events, start_name, net)            one row per period
    effect.event_study(frame, time, estimate, low, high, *, n, reference, net, kind)
    specification.specification(frame, choices, *, reference, net, kind)    one row per specification
    flow.sankey(frame, source, target, count, *, tones, net)    one row per source and target
    gantt.gantt(frame, label, start, end, *, reached, assumed, key, today, net)     one row per milestone
    classes.classify(values, *, method, k, kind, net, diverging, hidden) -> Classes with index, colours,
        labels, fills, legend()                quantile, natural or equal; one value per area
    classes.named(kinds, names, rest) -> Classes by name: areas of a design, not of a measure
    maps.deck(frame, value, classes, *, geometry, key, label, n, kind, context, points, heat, extrude,
        selected, width, height) -> pydeck Deck; one row per area; the layer maps.AREAS answers clicks
        with properties.code
    maps.Context(lake, land, borders, labels)               what lies around, from store.schematic or areas
    legend.legend_html(classes, measure, *, unlocated) -> HTML below a Deck
    mapfigure.figure(frame, value, classes, *, …as deck…, room)     the same map as a figure, for exports
    spark.sparkline(values, *, net, kind, target, width, height, alt) -> SVG of a KPI card

Around every chart: frame.decorate(fig, title, frame.subtitle(measure, n, period, unit), frame.foot(source,
as_of, exclusions, unlocated, simulated), width=…); or frame.bare(fig) between frame.heading(fig) and
frame.footing(fig) as HTML with frame.style(). Draw with st.plotly_chart(fig, theme=None), after
theme.set_mode("dark") when the page is dark.
"""
