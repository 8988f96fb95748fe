package org.waywiser.net.udp;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who began a session under which SSID of which SA: an SSID is used once per SA, so what comes from elsewhere is a copy or a mistake. */
final class StampOwners {
    private static final int MOST = 1 << 16;

    private record Used(String sa, int ssid) {}

    private final Map<Used, StampFlow> owners = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Used, StampFlow> eldest) {
            return size() > MOST;
        }
    };

    /** Returns false if another flow has it. */
    boolean claim(String sa, StampFlow flow) {
        StampFlow owner = owners.putIfAbsent(new Used(sa, flow.ssid()), flow);
        return owner == null || owner.equals(flow);
    }
}
