package org.waywiser.cli.report.html;

import java.util.List;
import java.util.function.ToLongFunction;
import org.waywiser.protocol.metrics.Column;
import org.waywiser.protocol.metrics.Course;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the pictures are drawn from, a list for each figure: null where a column holds no delay. Times are nanoseconds. */
final class CourseJson {
    private CourseJson() {}

    static ObjectNode document(Course course) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("from", course.from().toString()).put("column_ns", course.columnNanos());
        ObjectNode columns = document.putObject("columns");
        counts(columns, "received", course.columns(), Column::received);
        counts(columns, "lost", course.columns(), Column::lost);
        counts(columns, "reordered", course.columns(), Column::reordered);
        delays(columns, "min_ns", course.columns(), Column::minNanos);
        delays(columns, "p25_ns", course.columns(), Column::p25Nanos);
        delays(columns, "p50_ns", course.columns(), Column::p50Nanos);
        delays(columns, "p75_ns", course.columns(), Column::p75Nanos);
        delays(columns, "max_ns", course.columns(), Column::maxNanos);
        var histogram = document.putArray("histogram");
        course.bars().forEach(bar -> {
            ObjectNode node = histogram.addObject().put("from_ns", bar.fromNanos());
            if (bar.toNanos() == Long.MAX_VALUE) node.putNull("to_ns");
            else node.put("to_ns", bar.toNanos());
            node.put("count", bar.count());
        });
        return document;
    }

    private static void counts(ObjectNode parent, String name, List<Column> columns, ToLongFunction<Column> count) {
        var list = parent.putArray(name);
        columns.forEach(column -> list.add(count.applyAsLong(column)));
    }

    private static void delays(ObjectNode parent, String name, List<Column> columns, ToLongFunction<Column> delay) {
        var list = parent.putArray(name);
        columns.forEach(column -> {
            if (column.received() == 0) list.addNull();
            else list.add(delay.applyAsLong(column));
        });
    }
}
