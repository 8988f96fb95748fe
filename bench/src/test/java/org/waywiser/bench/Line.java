package org.waywiser.bench;

import org.jspecify.annotations.Nullable;

/**
 * A line of the table.
 *
 * @param value median over the rounds
 * @param reference what it is held against, null if nothing
 * @param target in words, empty if there is none
 * @param rounds that count, for both sides
 * @param voided those that do not
 */
record Line(
        String measurement,
        String figure,
        String unit,
        String side,
        double value,
        @Nullable Reference reference,
        String target,
        int rounds,
        int voided) {
    /** The other side, in the same rounds. */
    record Reference(String side, double value, Ratio ratio) {}

    /** What is measured, and in which rounds. */
    record Figure(String measurement, Rounds rounds, String name, String unit) {
        Line of(String side, String target) {
            Rounds whole = rounds.whole(side);
            return line(whole, side, null, target);
        }

        Line against(String side, String other, String target) {
            Rounds whole = rounds.whole(side, other);
            var reference = new Reference(other, whole.median(other, name), whole.ratio(side, other, name));
            return line(whole, side, reference, target);
        }

        private Line line(Rounds whole, String side, @Nullable Reference reference, String target) {
            int count = whole.figures().size();
            int voided = rounds.figures().size() - count;
            return new Line(measurement, name, unit, side, whole.median(side, name), reference, target, count, voided);
        }
    }
}
