package io.multimapttl.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * The name of a zone or a courier: any text that is not blank and not too long for the
 * board.
 */
@Target({ ElementType.PARAMETER, ElementType.TYPE_USE })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {})
@NotBlank
@Size(max = BoardName.MAX_LENGTH)
@ReportAsSingleViolation
public @interface BoardName {

	int MAX_LENGTH = 64;

	String message() default "must not be blank or longer than " + MAX_LENGTH + " characters";

	Class<?>[] groups() default {};

	Class<? extends Payload>[] payload() default {};

}
