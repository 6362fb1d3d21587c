<?php
/**
 * The page of settings.
 *
 * @package Earshot
 */

declare( strict_types=1 );

namespace Earshot;

const PAGE = 'earshot';

add_action( 'admin_menu', __NAMESPACE__ . '\add_settings_page' );
add_action( 'admin_init', __NAMESPACE__ . '\register_settings' );

function add_settings_page(): void {
	add_options_page( 'Earshot', 'Earshot', 'manage_options', PAGE, __NAMESPACE__ . '\render_settings_page' );
}

function register_settings(): void {
	register_setting(
		PAGE,
		SETTINGS,
		array(
			'type'              => 'array',
			'sanitize_callback' => __NAMESPACE__ . '\sanitize_settings',
		)
	);
}

/**
 * The settings as they are stored. An empty key keeps the present one, because the page never shows it.
 *
 * @param mixed $sent The fields of the form.
 */
function sanitize_settings( $sent ): array {
	$sent   = is_array( $sent ) ? $sent : array();
	$stored = get_option( SETTINGS, array() );
	$key    = trim( sanitize_text_field( (string) ( $sent['api_key'] ?? '' ) ) );
	$types  = array_intersect( (array) ( $sent['post_types'] ?? array() ), list_post_types() );
	return array(
		'server'     => untrailingslashit( esc_url_raw( trim( (string) ( $sent['server'] ?? '' ) ), array( 'https', 'http' ) ) ),
		'api_key'    => '' !== $key ? $key : (string) ( $stored['api_key'] ?? '' ),
		'post_types' => array_values( $types ),
		'by_default' => ! empty( $sent['by_default'] ),
		'layout'     => 'full' === ( $sent['layout'] ?? '' ) ? 'full' : 'compact',
		'position'   => 'shortcode' === ( $sent['position'] ?? '' ) ? 'shortcode' : 'top',
	);
}

/** The names of the public types of posts. */
function list_post_types(): array {
	return array_values( array_diff( get_post_types( array( 'public' => true ) ), array( 'attachment' ) ) );
}

/** Whether the server accepts the key, in words. */
function describe_connection(): string {
	if ( ! is_configured() ) {
		return __( 'Enter the address of your server and an API key with the scope “write”.', 'earshot' );
	}
	$answer = call_server( 'GET', '/v1/stories?limit=1' );
	if ( is_wp_error( $answer ) ) {
		/* translators: %s: reason */
		return sprintf( __( 'The server cannot be used: %s', 'earshot' ), $answer->get_error_message() );
	}
	return __( 'The server accepts the key.', 'earshot' );
}

function render_settings_page(): void {
	$settings = get_settings();
	$name     = SETTINGS;
	?>
	<div class="wrap">
	<h1>Earshot</h1>
	<p role="status"><?php echo esc_html( describe_connection() ); ?></p>
	<form method="post" action="options.php">
	<?php settings_fields( PAGE ); ?>
	<table class="form-table" role="presentation">
	<tr>
	<th scope="row"><label for="earshot-server"><?php esc_html_e( 'Server', 'earshot' ); ?></label></th>
	<td><input type="url" class="regular-text" id="earshot-server" name="<?php echo esc_attr( $name ); ?>[server]" value="<?php echo esc_attr( $settings['server'] ); ?>" placeholder="https://listen.example" required>
	<p class="description">
		<?php
		/* translators: %s: origin of the site */
		echo esc_html( sprintf( __( 'In the settings of the server, set public = true and allowed_origins = ["%s"].', 'earshot' ), get_origin() ) );
		?>
	</p></td>
	</tr>
	<tr>
	<th scope="row"><label for="earshot-key"><?php esc_html_e( 'API key', 'earshot' ); ?></label></th>
	<td><input type="password" class="regular-text" id="earshot-key" name="<?php echo esc_attr( $name ); ?>[api_key]" value="" autocomplete="off">
	<p class="description"><?php esc_html_e( 'Leave the field empty to keep the current key. The constant EARSHOT_API_KEY in wp-config.php takes precedence.', 'earshot' ); ?></p></td>
	</tr>
	<tr>
	<th scope="row"><?php esc_html_e( 'Post types', 'earshot' ); ?></th>
	<td><fieldset><legend class="screen-reader-text"><?php esc_html_e( 'Post types', 'earshot' ); ?></legend>
	<?php foreach ( list_post_types() as $type ) : ?>
	<label><input type="checkbox" name="<?php echo esc_attr( $name ); ?>[post_types][]" value="<?php echo esc_attr( $type ); ?>" <?php checked( in_array( $type, $settings['post_types'], true ) ); ?>> <?php echo esc_html( get_post_type_object( $type )->labels->name ); ?></label><br>
	<?php endforeach; ?>
	<label><input type="checkbox" name="<?php echo esc_attr( $name ); ?>[by_default]" value="1" <?php checked( $settings['by_default'] ); ?>> <?php esc_html_e( 'Read these posts aloud, unless a post has another setting', 'earshot' ); ?></label>
	</fieldset></td>
	</tr>
	<tr>
	<th scope="row"><label for="earshot-position"><?php esc_html_e( 'Player', 'earshot' ); ?></label></th>
	<td><select id="earshot-position" name="<?php echo esc_attr( $name ); ?>[position]">
	<option value="top" <?php selected( $settings['position'], 'top' ); ?>><?php esc_html_e( 'Before the text', 'earshot' ); ?></option>
	<option value="shortcode" <?php selected( $settings['position'], 'shortcode' ); ?>><?php esc_html_e( 'Only at the shortcode [earshot]', 'earshot' ); ?></option>
	</select>
	<label for="earshot-layout" class="screen-reader-text"><?php esc_html_e( 'Layout', 'earshot' ); ?></label>
	<select id="earshot-layout" name="<?php echo esc_attr( $name ); ?>[layout]">
	<option value="compact" <?php selected( $settings['layout'], 'compact' ); ?>><?php esc_html_e( 'Compact', 'earshot' ); ?></option>
	<option value="full" <?php selected( $settings['layout'], 'full' ); ?>><?php esc_html_e( 'All controls', 'earshot' ); ?></option>
	</select></td>
	</tr>
	</table>
	<?php submit_button(); ?>
	</form>
	</div>
	<?php
}

/** The origin of the site, as browsers send it. */
function get_origin(): string {
	$parts = wp_parse_url( home_url() );
	$port  = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
	return $parts['scheme'] . '://' . $parts['host'] . $port;
}
