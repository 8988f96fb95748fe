/** What others see of our packets: captured with tcpdump, dissected by tshark. Needs root. */
@NullMarked
package org.waywiser.lab.capture;

import org.jspecify.annotations.NullMarked;
