package io.multimapttl.actuate;

import java.util.Set;

import io.multimapttl.actuate.MultiMapsEndpoint.DeletedNameDescriptor;
import io.multimapttl.actuate.MultiMapsEndpoint.MultiMapDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.Assert;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for the {@link MultiMapsEndpoint}.
 * Whether it shows values depends on the user, and it answers 404 if there is no such
 * multimap. The name is the query parameter {@code name}.
 */
@EndpointWebExtension(endpoint = MultiMapsEndpoint.class)
public class MultiMapsEndpointWebExtension {

	private static final int STATUS_CONFLICT = 409;

	private final MultiMapsEndpoint delegate;

	private final Show showValues;

	private final Set<String> roles;

	/**
	 * Creates an extension.
	 * @param delegate the endpoint
	 * @param showValues when to show values
	 * @param roles the roles that are authorized to see values; if there are none, every
	 * authenticated user is
	 */
	public MultiMapsEndpointWebExtension(MultiMapsEndpoint delegate, Show showValues, Set<String> roles) {
		Assert.notNull(delegate, "'delegate' must not be null");
		Assert.notNull(showValues, "'showValues' must not be null");
		Assert.notNull(roles, "'roles' must not be null");
		this.delegate = delegate;
		this.showValues = showValues;
		this.roles = Set.copyOf(roles);
	}

	/**
	 * Returns one multimap and, if a name is given, what is stored under it.
	 * @param securityContext the user
	 * @param multiMap the id of the multimap
	 * @param name the name, or {@code null} for the multimap alone
	 * @return the multimap, or 404
	 */
	@ReadOperation
	@SuppressWarnings("deprecation") // Spring Boot 3.5 knows only this annotation
	public WebEndpointResponse<MultiMapDescriptor> multiMap(SecurityContext securityContext, @Selector String multiMap,
			@org.springframework.lang.Nullable @Nullable String name) {
		boolean showValues = this.showValues.isShown(securityContext, this.roles);
		MultiMapDescriptor descriptor = this.delegate.describe(multiMap, name, showValues);
		return (descriptor != null) ? new WebEndpointResponse<>(descriptor)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Deletes a name with all its values.
	 * @param multiMap the id of the multimap
	 * @param name the name
	 * @return 204, even if there was no such name, 404 if there is no such multimap, or
	 * 409 with the reason if what is stored under the name is not the multimap's
	 */
	@DeleteOperation
	public WebEndpointResponse<DeletedNameDescriptor> deleteName(@Selector String multiMap, String name) {
		if (this.delegate.find(multiMap) == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		DeletedNameDescriptor deleted = this.delegate.deleteName(multiMap, name);
		return (deleted.problem() != null) ? new WebEndpointResponse<>(deleted, STATUS_CONFLICT)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

}
