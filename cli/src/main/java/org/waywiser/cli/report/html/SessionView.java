package org.waywiser.cli.report.html;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.waywiser.cli.report.Figures.Unit;
import org.waywiser.cli.report.JsonReport;
import org.waywiser.cli.report.OneWayReport;
import org.waywiser.cli.report.Reported;
import org.waywiser.cli.report.SessionReport;
import org.waywiser.cli.report.Terminal;
import org.waywiser.cli.report.TextReport;
import org.waywiser.protocol.metrics.Course;
import org.waywiser.wire.AddressText;
import tools.jackson.databind.node.ObjectNode;

/** A session on the page. */
final class SessionView {
    private static final List<String> DELAYS =
            List.of("min_ns", "p50_ns", "p90_ns", "p99_ns", "p999_ns", "max_ns", "mean_ns", "stddev_ns");
    /** What could end a script, and what has no business in the source of a page. */
    private static final Pattern UNSAFE = Pattern.compile("<|[^\\x20-\\x7e]");

    private static final List<String> COUNTS = List.of("sent", "received", "lost", "duplicates", "reordered");

    private final String id;
    private final String title;
    private final Reported report;
    private final Document document;

    /** Which delay is drawn. */
    private final String delay;

    /** @param number of it among several on the page, 0 if it is alone */
    SessionView(int number, Reported report) {
        this.id = "s" + Math.max(1, number);
        this.title = (number == 0 ? "" : number + ". ") + title(report);
        this.report = report;
        this.document = new Document(JsonReport.document(report));
        this.delay = report.delays().firstEntry().getKey();
    }

    String title() {
        return title;
    }

    /** Such as {@code TWAMP to 192.0.2.1:862}. */
    private static String title(Reported report) {
        return switch (report) {
            case SessionReport session -> report.protocol() + " to " + AddressText.of(session.peer());
            case OneWayReport session ->
                report.protocol() + " from " + AddressText.of(session.sender()) + " to "
                        + AddressText.of(session.receiver());
        };
    }

    /** Its line in the table of all sessions. */
    void overview(Table table, boolean linked) {
        var name = linked
                ? Element.of("th").add(Element.of("a", title()).with("href", "#" + id))
                : Element.of("th", title());
        table.row(
                name,
                List.of(
                        Element.of("span", keys()),
                        document.count("/packets/sent"),
                        document.count("/packets/lost"),
                        document.figure("/" + delay + "/min_ns", Numbers::brief),
                        document.figure("/" + delay + "/p50_ns", Numbers::brief),
                        document.figure("/" + delay + "/p99_ns", Numbers::brief),
                        document.figure("/" + delay + "/max_ns", Numbers::brief)));
    }

    /** @param heading which element its title is */
    Element section(String heading) throws IOException {
        Course course = StoredCourse.of(report);
        var section = Element.of("section")
                .with("id", id)
                .with("aria-labelledby", id + "-title")
                .add(
                        Element.of(heading, title()).with("id", id + "-title"),
                        Element.of("p", subtitle()).named("sub"));
        remarks(section);
        section.add(tiles());
        if (course != null) pictures(section, course);
        section.add(delays());
        if (!document.json().at("/clock/offset_dependent").isEmpty())
            section.add(Element.of("p", "* off by what the clocks differ, which are not synchronised")
                    .named("sub"));
        section.add(packets());
        if (!report.rekeyings().isEmpty()) section.add(rekeyings());
        return section.add(text(), data(course));
    }

    private String subtitle() {
        var started = report.started();
        return (started == null ? "never started" : time(started)) + " · " + keys();
    }

    /** Such as {@code 2026-11-21 10:00:00.000 UTC}. */
    private static String time(Instant instant) {
        return String.format(Locale.ROOT, "%tF %<tT.%<tL UTC", instant.atOffset(ZoneOffset.UTC));
    }

    private String keys() {
        String mode = report.mode() == null ? "a saved session" : report.modeName() + " mode";
        String kind = document.text("/security/kind");
        return switch (kind) {
            case "ike" -> mode + ", keys from IKEv2 (" + document.text("/security/profile") + ")";
            case "passphrase" -> mode + ", keys from a passphrase";
            case "key-file" -> mode + ", keys from a file";
            default -> mode;
        };
    }

    /** What has to be known before a figure is believed. */
    private void remarks(Element section) {
        var remarks = new ArrayList<String>();
        if (report.partial()) remarks.add("This session ended early.");
        String interruption = report.interruption();
        if (interruption != null) remarks.add(interruption);
        for (var warning : document.json().at("/security/warnings")) remarks.add(warning.asString());

        if (remarks.isEmpty()) return;
        var list = Element.of("ul").named("remarks");
        remarks.forEach(remark -> list.add(Element.of("li", remark)));
        section.add(list);
    }

    private Element tiles() {
        String name = delay.equals("rtt") ? "round trip" : "delay";
        double ratio = report.packets().lossRatio();
        return Element.of("dl")
                .named("tiles")
                .add(
                        tile("smallest", document.figure("/" + delay + "/min_ns", Numbers::brief), ""),
                        tile("median " + name, document.figure("/" + delay + "/p50_ns", Numbers::brief), ""),
                        tile("99th percentile", document.figure("/" + delay + "/p99_ns", Numbers::brief), ""),
                        tile(
                                "lost",
                                Element.of("span", Numbers.share(ratio)),
                                Numbers.count(report.packets().lost()) + " of "
                                        + Numbers.count(report.packets().received()
                                                + report.packets().lost())),
                        tile("reordered", document.count("/packets/reordered"), ""),
                        tile(
                                "rekeyed",
                                Element.of(
                                        "span", Numbers.count(report.rekeyings().size())),
                                ""));
    }

    private static Element tile(String label, Element figure, String beside) {
        var tile =
                Element.of("div").add(Element.of("dt", label), Element.of("dd").add(figure));
        if (!beside.isEmpty()) tile.add(Element.of("dd", beside).named("beside"));
        return tile;
    }

    private void pictures(Element section, Course course) {
        List<Instant> rekeyings =
                report.rekeyings().stream().map(noted -> noted.at()).toList();
        String called = delay.equals("rtt") ? "Round-trip time" : "One-way delay";
        section.add(Element.of("figure").add(TimeChart.of(id + "-time", called, course, rekeyings), legend(course)));
        if (course.bars().size() < 2) return;
        section.add(Element.of("figure")
                .add(
                        HistogramChart.of(
                                id + "-histogram", called, course.bars(), document.number("/" + delay + "/p50_ns")),
                        Element.of(
                                "figcaption",
                                "How many packets took how long. The dashed line is the median."
                                        + (course.bars().getLast().toNanos() == Long.MAX_VALUE
                                                ? " The last bar holds all above it."
                                                : ""))));
    }

    private Element legend(Course course) {
        boolean several = course.columns().stream().anyMatch(column -> column.received() > 1);
        var caption = Element.of("figcaption");
        caption.text((delay.equals("rtt") ? "Round-trip time" : "One-way delay")
                + " by the time of sending, in stretches of " + Numbers.brief(course.columnNanos())
                + (Axis.of(course).logarithmic() ? ", on a logarithmic scale. " : ". "));
        if (several)
            caption.add(key("median", "median"), key("half", "middle half"), key("range", "smallest to largest"));
        return caption;
    }

    private static Element key(String kind, String words) {
        return Element.of("span").named("key").add(Element.of("i").named(kind), Element.of("span", words));
    }

    private Element delays() {
        var table = new Table(
                "Delays", 1, List.of("delay", "unit", "min", "p50", "p90", "p99", "p99.9", "max", "mean", "deviation"));
        var offset = new ArrayList<String>();
        for (var name : document.json().at("/clock/offset_dependent")) offset.add(name.asString());
        for (String name : report.delays().keySet())
            delay(table, name + (offset.contains(name) ? "*" : ""), "/" + name);
        for (String way : List.of("forward", "reverse"))
            for (String variation : List.of("ipdv", "pdv"))
                delay(table, way + " " + variation, "/directions/" + way + "/" + variation);
        return table.element();
    }

    private void delay(Table table, String name, String pointer) {
        if (!document.has(pointer)) return;
        var unit = Unit.of(Math.max(
                Math.abs(document.number(pointer + "/min_ns")), Math.abs(document.number(pointer + "/max_ns"))));
        var figures = new ArrayList<Element>();
        figures.add(Element.of("span", Numbers.symbol(unit)));
        for (String field : DELAYS)
            figures.add(document.figure(pointer + "/" + field, nanos -> Numbers.exact(nanos, unit)));
        table.row(name, figures);
    }

    private Element packets() {
        var table = new Table(
                "Packets",
                0,
                List.of(
                        "way",
                        "sent",
                        "received",
                        "lost",
                        "duplicates",
                        "reordered",
                        "loss runs",
                        "longest run",
                        "furthest behind"));
        packets(table, document.has("/directions") ? "both ways" : "all", "");
        packets(table, "there", "/directions/forward");
        packets(table, "back", "/directions/reverse");
        return table.element();
    }

    private void packets(Table table, String name, String pointer) {
        if (!document.has(pointer + "/packets")) return;
        var figures = new ArrayList<Element>();
        for (String field : COUNTS) figures.add(document.count(pointer + "/packets/" + field));
        figures.add(document.count(pointer + "/losses/runs"));
        figures.add(document.count(pointer + "/losses/longest_run"));
        figures.add(document.count(pointer + "/reordering/largest_extent"));
        table.row(name, figures);
    }

    private Element rekeyings() {
        var table = new Table("Rekeyings", 3, List.of("when", "SA", "SPIs before", "SPIs after"));
        for (var rekeying : document.json().at("/rekeyings"))
            table.row(
                    time(Instant.parse(rekeying.get("at").asString())),
                    List.of(
                            Element.of("span", rekeying.get("protocol").asString()),
                            spis(
                                    rekeying.get("old_spi_i").asString(),
                                    rekeying.get("old_spi_r").asString()),
                            spis(
                                    rekeying.get("spi_i").asString(),
                                    rekeying.get("spi_r").asString())));
        return table.element();
    }

    private static Element spis(String initiator, String responder) {
        return Element.of("code", initiator + " " + responder);
    }

    private Element text() {
        var text = new StringWriter();
        new TextReport(new PrintWriter(text), Terminal.NONE).write(report);
        return Element.of("details")
                .add(
                        Element.of("summary", "Everything, as in a terminal"),
                        Element.of("pre", text.toString().strip())
                                .named("wide")
                                .with("tabindex", "0")
                                .with("role", "group")
                                .with("aria-label", "Report as text"));
    }

    /** For programs: the session as {@code --json} prints it, and what the pictures are drawn from. */
    private Element data(@Nullable Course course) {
        ObjectNode data = document.json().objectNode();
        data.set("session", document.json());
        if (course == null) data.putNull("course");
        else data.set("course", CourseJson.document(course));
        return Element.of("script")
                .with("type", "application/json")
                .with("id", id + "-data")
                .text(UNSAFE.matcher(data.toString()).replaceAll(SessionView::escaped));
    }

    /** As JSON may write any character. RFC 8259 §7. */
    private static String escaped(MatchResult characters) {
        return characters.group().chars().mapToObj("\\\\u%04x"::formatted).collect(Collectors.joining());
    }
}
