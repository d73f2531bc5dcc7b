package io.multimapttl.sample;

/**
 * Event: a zone was closed.
 *
 * @param zone the zone
 */
record ZoneClosed(String zone) {

}
