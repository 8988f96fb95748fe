/** Who may ask a Server for what: classes of clients with limits, and what they have of them now. RFC 4656 §6.2, §6.5. */
@NullMarked
package org.waywiser.node.policy;

import org.jspecify.annotations.NullMarked;
