package io.multimapttl.autoconfigure;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for the endpoint that shows multimaps.
 *
 * @param showValues When to show the values of a name, not only how many there are.
 * @param roles Roles used to determine whether a user is authorized to be shown values.
 * When empty, all authenticated users are authorized.
 */
@ConfigurationProperties("management.endpoint.multimaps")
public record MultiMapsEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {

}
