/** What an agent keeps to itself, seen from outside of its process. RFC 7717 §5.1. */
@NullMarked
package org.waywiser.lab.agent;

import org.jspecify.annotations.NullMarked;
